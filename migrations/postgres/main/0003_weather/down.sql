DELETE FROM record WHERE entity = 'weather';
